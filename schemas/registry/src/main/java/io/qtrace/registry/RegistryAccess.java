package io.qtrace.registry;

/** What the registry is used for. */
public enum RegistryAccess {
  /** Schemas that are not there yet are registered. */
  REGISTER,
  /** Schemas are looked up only; who may write registers them beforehand. */
  LOOK_UP
}
