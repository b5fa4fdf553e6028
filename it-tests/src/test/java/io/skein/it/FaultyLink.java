package io.skein.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port in front of a node's own: what goes through can be delayed, swallowed or cut, as on a bad
 * network. Thread-safe.
 */
final class FaultyLink implements AutoCloseable {
  private static final int CHUNK = 64 << 10;

  private final ServerSocket entrance;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile int target;
  private volatile long delayMillis;
  private volatile boolean refusing;
  private volatile boolean swallowing;

  FaultyLink() throws IOException {
    entrance = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    start(this::acceptAll);
  }

  /** Returns the port that is to be advertised. */
  int port() {
    return entrance.getLocalPort();
  }

  /** Leads to the node's port from now on. */
  void leadTo(int port) {
    target = port;
  }

  /** Cuts all connections; others can begin at once. */
  void cut() {
    sockets.forEach(FaultyLink::reset);
    sockets.clear();
  }

  /** Lets no connection be, and none begin. */
  void refuse() {
    refusing = true;
    cut();
  }

  /** Holds each piece of up to 64 KiB back for the time. */
  void delay(long millis) {
    delayMillis = millis;
  }

  /** Keeps connections open, but lets nothing through. */
  void swallow() {
    swallowing = true;
  }

  /** Goes on as if nothing had been; what was swallowed is lost with its connections. */
  void heal() {
    refusing = false;
    delayMillis = 0;
    if (swallowing) {
      swallowing = false;
      cut();
    }
  }

  private void acceptAll() throws IOException {
    while (true) {
      Socket client = entrance.accept();
      if (refusing || target == 0) {
        reset(client);
      } else {
        start(() -> connect(client));
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket server;
    try {
      server = new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException e) {
      reset(client);
      return;
    }
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    sockets.add(client);
    sockets.add(server);
    start(() -> copy(client, server));
    copy(server, client);
  }

  private void copy(Socket from, Socket to) throws IOException {
    boolean ended = false;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[CHUNK];
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        if (delayMillis > 0) {
          Thread.sleep(delayMillis);
        }
        if (!swallowing) {
          out.write(bytes, 0, read);
        }
      }
      from.shutdownInput();
      to.shutdownOutput();
      ended = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // What one side broke, the other must not believe to be there.
      if (!ended || to.isInputShutdown()) {
        sockets.remove(from);
        sockets.remove(to);
        reset(from);
        reset(to);
      }
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is closed already.
      return;
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void start(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // An end was closed, or cut: that is what the link is for.
                return;
              }
            },
            "faulty-link");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    cut();
  }
}
