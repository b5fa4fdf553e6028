package io.skein.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TCP connection to a server on loopback that breaks when told to, as when a machine dies. */
final class BreakableLink implements AutoCloseable {
  private final ServerSocket entrance;
  private final int port;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  BreakableLink(int port) throws IOException {
    this.port = port;
    this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::acceptAll);
  }

  String location() {
    return "grpc+tcp://localhost:" + entrance.getLocalPort();
  }

  private void acceptAll() throws IOException {
    while (true) {
      Socket client = entrance.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
      sockets.addAll(List.of(client, server));
      start(() -> copy(client, server));
      start(() -> copy(server, client));
    }
  }

  private static void copy(Socket from, Socket to) throws IOException {
    InputStream bytes = from.getInputStream();
    bytes.transferTo(to.getOutputStream());
    to.shutdownOutput();
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
                // A socket was closed: the link is broken, or its ends are done.
                return;
              }
            },
            "link");
    thread.setDaemon(true);
    thread.start();
  }

  /** Breaks all connections, and lets no other begin. */
  @Override
  public void close() throws IOException {
    if (entrance.isClosed()) {
      return;
    }
    entrance.close();
    for (Socket socket : sockets) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
