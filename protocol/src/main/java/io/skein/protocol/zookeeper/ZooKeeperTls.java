package io.skein.protocol.zookeeper;

import io.skein.protocol.security.TlsFiles;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.zookeeper.client.ZKClientConfig;

/** ZooKeeper's settings for TLS: see its SSL User Guide. */
public final class ZooKeeperTls {

  private ZooKeeperTls() {}

  /** Returns the settings that name the files, without ZooKeeper's prefix. */
  public static Map<String, String> settings(TlsFiles files) {
    Map<String, String> settings = new LinkedHashMap<>();
    files
        .identity()
        .ifPresent(
            file -> {
              settings.put("ssl.keyStore.location", file.toAbsolutePath().toString());
              settings.put("ssl.keyStore.type", "PEM");
            });
    files
        .authorities()
        .ifPresent(
            file -> {
              settings.put("ssl.trustStore.location", file.toAbsolutePath().toString());
              settings.put("ssl.trustStore.type", "PEM");
            });
    return settings;
  }

  static ZKClientConfig connecting(TlsFiles files) {
    ZKClientConfig config = new ZKClientConfig();
    config.setProperty(
        ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "org.apache.zookeeper.ClientCnxnSocketNetty");
    config.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
    settings(files).forEach((key, value) -> config.setProperty("zookeeper." + key, value));
    return config;
  }
}
