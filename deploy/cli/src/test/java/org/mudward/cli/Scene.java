package org.mudward.cli;

import java.util.ArrayList;
import java.util.List;
import org.mudward.policy.testing.FrameBuilder;

/** What a lamp does in a small network, frame by frame, a second apart. */
final class Scene {
  static final String LAMP = "02:00:00:00:00:10";
  static final String GATEWAY = "02:00:00:00:00:01";
  static final String LAPTOP = "02:00:00:00:00:50";
  static final String LAMP_4 = "192.168.1.10";
  static final String LAMP_6 = "2001:db8:1::10";
  static final String LAPTOP_4 = "192.168.1.50";
  static final String GATEWAY_4 = "192.168.1.1";

  private static final int SYN = 0x02;
  private static final int RST = 0x04;
  private static final int ACK = 0x10;

  private final List<byte[]> frames = new ArrayList<>();
  private int client = 50_000;

  /** Frames as the records of a capture. */
  byte[] capture() {
    return CaptureWriter.pcap(65_535, frames);
  }

  List<byte[]> frames() {
    return frames;
  }

  Scene add(byte[] frame) {
    frames.add(frame);
    return this;
  }

  private static String own(String peer) {
    return peer.indexOf(':') < 0 ? LAMP_4 : LAMP_6;
  }

  private static FrameBuilder out(String mac, String peer) {
    return FrameBuilder.frame(LAMP, mac).ip(own(peer), peer);
  }

  private static FrameBuilder in(String mac, String peer) {
    return FrameBuilder.frame(mac, LAMP).ip(peer, own(peer));
  }

  /** The lamp gets an answer from the site's DNS. */
  Scene dns(String name, String address) {
    return dns(name, name, address);
  }

  Scene dns(String name, String alias, String address) {
    add(out(GATEWAY, GATEWAY_4).udp(40_000, 53, new byte[] {1}).build());
    return add(
        in(GATEWAY, GATEWAY_4).udp(53, 40_000, CaptureWriter.answer(name, alias, address)).build());
  }

  /** The lamp gets an answer from a server of its own choice, by way of a host on its link. */
  Scene dnsOf(String mac, String server, String name, String address) {
    add(out(mac, server).udp(40_000, 53, new byte[] {1}).build());
    return add(in(mac, server).udp(53, 40_000, CaptureWriter.answer(name, address)).build());
  }

  /** The laptop gets one. */
  Scene dnsOfLaptop(String name, String address) {
    return add(
        FrameBuilder.frame(GATEWAY, LAPTOP)
            .ip(GATEWAY_4, LAPTOP_4)
            .udp(53, 40_000, CaptureWriter.answer(name, address))
            .build());
  }

  /** The lamp opens a connection from a fresh port, and both say something. */
  Scene connects(String mac, String peer, int port) {
    client++;
    add(out(mac, peer).tcp(client, port, SYN).build());
    add(in(mac, peer).tcp(port, client, SYN | ACK).build());
    add(out(mac, peer).tcp(client, port, ACK).build());
    return add(in(mac, peer).tcp(port, client, ACK).build());
  }

  /** The lamp asks for a connection, and nobody answers. */
  Scene triesInVain(String mac, String peer, int port) {
    client++;
    return add(out(mac, peer).tcp(client, port, SYN).build());
  }

  /** A peer opens a connection to the lamp, and both say something. */
  Scene isConnected(String mac, String peer, int port) {
    isProbed(mac, peer, port, true);
    add(in(mac, peer).tcp(client, port, ACK).build());
    return add(out(mac, peer).tcp(port, client, ACK).build());
  }

  /** A peer asks for a port of the lamp: open, or refused. */
  Scene isProbed(String mac, String peer, int port, boolean open) {
    client++;
    add(in(mac, peer).tcp(client, port, SYN).build());
    return add(out(mac, peer).tcp(port, client, open ? SYN | ACK : RST | ACK).build());
  }

  /** The peer that asked last breaks off. */
  Scene breaksOff(String mac, String peer, int port) {
    return add(in(mac, peer).tcp(client, port, RST).build());
  }

  Scene sends(String mac, String peer, int from, int to) {
    return add(out(mac, peer).udp(from, to).build());
  }

  Scene gets(String mac, String peer, int from, int to) {
    return add(in(mac, peer).udp(from, to).build());
  }

  Scene pings(String mac, String peer, boolean answered) {
    boolean four = peer.indexOf(':') < 0;
    add(out(mac, peer).icmp(four ? 8 : 128, 0).build());
    return answered ? add(in(mac, peer).icmp(four ? 0 : 129, 0).build()) : this;
  }
}
