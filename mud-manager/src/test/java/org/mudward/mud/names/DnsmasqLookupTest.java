package org.mudward.mud.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;

/** Looking names up in the resolver that home gateways run. */
class DnsmasqLookupTest {
  private static final Path DNSMASQ = Path.of("/usr/sbin/dnsmasq");
  private static final int MANY = 60;

  private static Set<IpAddress> ips(Stream<String> addresses) {
    return addresses.map(IpAddress::parse).collect(Collectors.toSet());
  }

  private static Process start(int port) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                DNSMASQ.toString(),
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--pid-file",
                "--port=" + port,
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--local-ttl=77",
                "--local=/example/",
                "--host-record=api.example,198.51.100.7,2001:db8::7",
                "--cname=www.example,api.example"));
    IntStream.range(0, MANY).forEach(i -> command.add("--host-record=many.example,203.0.113." + i));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void dnsmasqIsAskedOverUdpAndTcp() throws Exception {
    assertTrue(Files.isExecutable(DNSMASQ), "missing: Debian package dnsmasq-base");
    int port;
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Process dnsmasq = start(port);
    try (NameLookup lookup =
        new NettyNameLookup(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Duration.ofSeconds(5))) {
      awaitAnswer(lookup, dnsmasq);
      assertEquals(
          new NameAnswer(ips(Stream.of("198.51.100.7")), Duration.ofSeconds(77)),
          get(lookup, "API.example", Family.IPV4));
      assertEquals(
          new NameAnswer(ips(Stream.of("2001:db8::7")), Duration.ofSeconds(77)),
          get(lookup, "www.example", Family.IPV6));
      assertEquals(Set.of(), get(lookup, "none.example", Family.IPV4).addresses());
      assertEquals(
          ips(IntStream.range(0, MANY).mapToObj(i -> "203.0.113." + i)),
          get(lookup, "many.example", Family.IPV4).addresses());
      assertEquals(Set.of(), get(lookup, "many.example", Family.IPV6).addresses());
    } finally {
      dnsmasq.destroy();
      dnsmasq.waitFor();
    }
  }

  private static NameAnswer get(NameLookup lookup, String name, Family family) throws Exception {
    return lookup.lookup(name, family).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** Until it listens, the kernel says so at once. */
  private static void awaitAnswer(NameLookup lookup, Process dnsmasq) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try {
        get(lookup, "api.example", Family.IPV4);
        return;
      } catch (ExecutionException notYet) {
        assertTrue(dnsmasq.isAlive(), "dnsmasq did not start");
        assertTrue(System.nanoTime() < deadline, "dnsmasq does not answer");
      }
    }
  }
}
