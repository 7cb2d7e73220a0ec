package io.qtrace.qmp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The other side of a unix socket: behaves, or not, as a test says. One client at a time. */
public final class Peer implements AutoCloseable {

  public static final String GREETING =
      "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 2, \"minor\": 2, \"major\": 10},"
          + " \"package\": \"\"}, \"capabilities\": [\"oob\"]}}\r\n";

  private static final Pattern COMMAND = Pattern.compile("\"execute\":\"([\\w-]+)\"");
  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

  /** What it does with a client. */
  public interface Behaviour {
    void serve(BufferedReader commands, OutputStream answers) throws Exception;
  }

  private final ServerSocketChannel server;
  private final Thread thread;
  private volatile @Nullable SocketChannel client;

  private Peer(ServerSocketChannel server, Behaviour behaviour) {
    this.server = server;
    this.thread = new Thread(() -> serve(behaviour), "peer");
    thread.start();
  }

  public static Peer at(Path socket, Behaviour behaviour) throws IOException {
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    return new Peer(server, behaviour);
  }

  private void serve(Behaviour behaviour) {
    while (server.isOpen()) {
      try (var next = server.accept()) {
        client = next;
        behaviour.serve(
            new BufferedReader(new InputStreamReader(Channels.newInputStream(next), UTF_8)),
            new Answers(next));
      } catch (Exception e) {
        // The client, or the test, is through.
      }
    }
  }

  /** Writes also while another thread reads, as the streams of {@link Channels} do not. */
  private static final class Answers extends OutputStream {

    private final SocketChannel channel;

    Answers(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      for (var left = ByteBuffer.wrap(bytes, from, length); left.hasRemaining(); ) {
        channel.write(left);
      }
    }
  }

  /** Ends the connection, as a QEMU that dies does. */
  public void hangUp() throws IOException {
    var now = client;
    if (now != null) {
      now.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    hangUp();
    thread.interrupt();
  }

  /** Sends this and then waits for ever. */
  public static Behaviour sends(String text) {
    return (commands, answers) -> {
      answers.write(text.getBytes(UTF_8));
      Thread.sleep(Long.MAX_VALUE);
    };
  }

  /** Answers commands as QEMU does; what is not in the map, with an empty return. */
  public static final class Qemu implements Behaviour {

    /** By command, what is returned as JSON. */
    public final Map<String, String> returns = new ConcurrentHashMap<>();

    /** By command, an error's description. */
    public final Map<String, String> errors = new ConcurrentHashMap<>();

    public final List<String> received = new CopyOnWriteArrayList<>();
    private volatile @Nullable OutputStream out;

    @Override
    public void serve(BufferedReader commands, OutputStream answers) throws IOException {
      out = answers;
      send(GREETING);
      for (var line = commands.readLine(); line != null; line = commands.readLine()) {
        received.add(line);
        var command = find(COMMAND, line);
        var error = errors.get(command);
        var answer =
            error == null
                ? "\"return\": " + returns.getOrDefault(command, "{}")
                : "\"error\": {\"class\": \"GenericError\", \"desc\": \"%s\"}".formatted(error);
        send("{%s, \"id\": %s}\r\n".formatted(answer, find(ID, line)));
      }
    }

    public synchronized void event(String name) throws IOException {
      send(
          "{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"%s\"}\r\n"
              .formatted(name));
    }

    private synchronized void send(String line) throws IOException {
      var to = out;
      if (to != null) {
        to.write(line.getBytes(UTF_8));
      }
    }

    private static String find(Pattern pattern, String line) {
      var found = pattern.matcher(line);
      return found.find() ? found.group(1) : "0";
    }
  }
}
