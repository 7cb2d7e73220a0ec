package io.qtrace.simulator.event;

import java.util.List;

/**
 * An event that is simulated, and the arguments whose values the simulator knows, in the order of
 * {@link Values}. Builds of QEMU declare them in one order or another; an argument that is not
 * known here is 0 or empty.
 */
public enum TracePoint {
  LOAD_FILE("load_file", "name", "path"),
  FIND_RAM_OFFSET("find_ram_offset", "size", "offset"),
  RAM_ALLOC_SHARED("qemu_ram_alloc_shared", "name", "size", "max_size", "fd", "host"),
  SET_USER_MEMORY(
      "kvm_set_user_memory",
      "as",
      "slot",
      "flags",
      "guest_phys_addr",
      "memory_size",
      "userspace_addr",
      "fd",
      "fd_offset",
      "ret"),
  CREATE_VCPU("kvm_create_vcpu", "cpu_index", "arch_cpu_id", "kvm_fd"),
  INIT_VCPU("kvm_init_vcpu", "cpu_index", "arch_cpu_id"),
  RUNSTATE_SET("runstate_set", "current_state", "current_state_str", "new_state", "new_state_str"),
  VM_STATE_NOTIFY("vm_state_notify", "running", "reason", "reason_str"),
  RUN_EXIT("kvm_run_exit", "cpu_index", "reason"),
  MAP_GPA_RANGE("kvm_hc_map_gpa_range", "gpa", "size", "attributes", "flags"),
  MEMORY_FAULT("kvm_memory_fault", "start", "size", "flags"),
  CONVERT_MEMORY("kvm_convert_memory", "start", "size", "msg"),
  VM_IOCTL("kvm_vm_ioctl", "type", "arg"),
  VCPU_IOCTL("kvm_vcpu_ioctl", "cpu_index", "type", "arg"),
  STATE_CHANGE("ram_block_attributes_state_change", "offset", "size", "from", "to"),
  DISCARD_RANGE(
      "ram_block_discard_range",
      "rbname",
      "hva",
      "length",
      "need_madvise",
      "need_fallocate",
      "ret"),
  DISCARD_SHARED_RANGE(
      "ram_block_discard_shared_range",
      "rbname",
      "hva",
      "length",
      "need_madvise",
      "need_fallocate",
      "ret"),
  RESET_VMFD("kvm_reset_vmfd"),
  VIRTIO_MEM_PLUG("virtio_mem_plug_request", "addr", "nb_blocks"),
  VIRTIO_MEM_UNPLUG("virtio_mem_unplug_request", "addr", "nb_blocks"),
  REGION_READ("memory_region_ops_read", "cpu_index", "mr", "addr", "value", "size", "name"),
  REGION_WRITE("memory_region_ops_write", "cpu_index", "mr", "addr", "value", "size", "name"),
  QUEUE_NOTIFY("virtio_queue_notify", "vdev", "n", "vq"),
  BLK_HANDLE_READ("virtio_blk_handle_read", "vdev", "req", "sector", "nsectors"),
  BLK_HANDLE_WRITE("virtio_blk_handle_write", "vdev", "req", "sector", "nsectors"),
  BLK_RW_COMPLETE("virtio_blk_rw_complete", "vdev", "req", "ret"),
  BLK_REQ_COMPLETE("virtio_blk_req_complete", "vdev", "req", "status"),
  DMA_BLK_IO("dma_blk_io", "dbs", "bs", "offset", "to_dev"),
  DMA_BLK_CB("dma_blk_cb", "dbs", "ret"),
  DMA_COMPLETE("dma_complete", "dbs", "ret", "cb");

  private final String event;

  /** Separated by blanks. */
  private final String arguments;

  TracePoint(String event, String... arguments) {
    this.event = event;
    this.arguments = String.join(" ", arguments);
  }

  /** As QEMU calls it. */
  public String event() {
    return event;
  }

  /** Names of the arguments, by their place in {@link Values}. */
  public List<String> arguments() {
    return List.of(arguments.split(" ", -1));
  }
}
