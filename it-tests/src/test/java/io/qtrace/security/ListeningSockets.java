package io.qtrace.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Sockets on which a process and its children accept connections, as Linux lists them. */
final class ListeningSockets {

  private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
  private static final String LISTENING = "0A"; // TCP_LISTEN

  private ListeningSockets() {}

  /** Local addresses and ports in hexadecimal, as in /proc/net/tcp and tcp6. */
  static List<String> addresses(ProcessHandle parent) throws IOException {
    var inodes = new HashSet<String>();
    for (var process : Stream.concat(Stream.of(parent), parent.descendants()).toList()) {
      inodes.addAll(inodes(process.pid()));
    }
    var addresses = new ArrayList<String>();
    for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (var line : Files.readAllLines(Path.of(table))) {
        var columns = line.strip().split("\\s+", -1);
        if (columns[3].equals(LISTENING) && inodes.contains(columns[9])) {
          addresses.add(columns[1]);
        }
      }
    }
    return addresses;
  }

  private static Set<String> inodes(long pid) throws IOException {
    var inodes = new HashSet<String>();
    try (var descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (var descriptor : descriptors.toList()) {
        try {
          var socket = SOCKET.matcher(Files.readSymbolicLink(descriptor).toString());
          if (socket.matches()) {
            inodes.add(socket.group(1));
          }
        } catch (IOException e) {
          // Closed meanwhile.
        }
      }
    }
    return inodes;
  }
}
