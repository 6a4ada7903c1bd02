package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A real responder of multicast DNS (avahi-daemon) on a host, which announces one service. */
public final class MdnsResponder implements AutoCloseable {
  /** It wants folders of its own in /run and /etc, which are not to be the machine's. */
  private static final String SCRIPT =
      """
      #!/bin/sh
      mount -t tmpfs none /run && mount -t tmpfs none /etc/avahi || exit 1
      mkdir /run/avahi-daemon /etc/avahi/services
      cat > /etc/avahi/avahi-daemon.conf <<END
      [server]
      host-name=$1
      enable-dbus=no
      allow-interfaces=eth0
      [rlimits]
      END
      cat > /etc/avahi/services/one.service <<END
      <?xml version="1.0" standalone='no'?>
      <service-group><name>The one in the hall</name>
      <service><type>$2</type><port>80</port></service></service-group>
      END
      exec avahi-daemon --no-chroot --no-drop-root
      """;

  private final Process process;

  MdnsResponder(Host host, Path folder, String name, String service) throws IOException {
    Path script = Files.writeString(folder.resolve("mdns.sh"), SCRIPT);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path log = Files.createTempFile(folder, "mdns-" + host.name(), ".log");
    process = host.namespace().start(log, script.toString(), name, service);
  }

  @Override
  public void close() {
    Exec.end(process);
  }
}
