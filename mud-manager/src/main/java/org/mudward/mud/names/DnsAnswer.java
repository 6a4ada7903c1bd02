package org.mudward.mud.names;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsMessage;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsSection;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;

/**
 * The addresses in the answer section of a DNS message that belong to the name that was asked for.
 */
final class DnsAnswer {
  /** Content networks use two or three; a longer chain is a loop or a game. */
  private static final int MAX_CHAIN = 16;

  /** What an answer without records is kept for. */
  static final Duration NEGATIVE = Duration.ofSeconds(60);

  private final Map<String, DnsRecord> aliases = new HashMap<>();
  private final Map<String, Set<DnsRecord>> addresses = new HashMap<>();

  private DnsAnswer() {}

  /** Follows the aliases of the same message from the question to its addresses. */
  static NameAnswer read(DnsMessage message, String name, Family family) {
    DnsAnswer answer = new DnsAnswer();
    DnsRecordType wanted = family == Family.IPV4 ? DnsRecordType.A : DnsRecordType.AAAA;
    for (int i = 0; i < message.count(DnsSection.ANSWER); i++) {
      DnsRecord record = message.recordAt(DnsSection.ANSWER, i);
      String owner = lower(record.name());
      if (record.dnsClass() != DnsRecord.CLASS_IN) {
        continue;
      }
      if (record.type().equals(DnsRecordType.CNAME)) {
        answer.aliases.putIfAbsent(owner, record);
      } else if (record.type().equals(wanted)) {
        answer.addresses.computeIfAbsent(owner, o -> new HashSet<>()).add(record);
      }
    }
    return answer.follow(lower(name), family);
  }

  private NameAnswer follow(String name, Family family) {
    long ttl = Long.MAX_VALUE;
    String owner = name;
    for (int hop = 0; hop < MAX_CHAIN; hop++) {
      Set<DnsRecord> found = addresses.get(owner);
      if (found != null) {
        Set<IpAddress> result = new HashSet<>();
        for (DnsRecord record : found) {
          ttl = Math.min(ttl, record.timeToLive());
          ByteBuf content = ((DnsRawRecord) record).content();
          if (content.readableBytes() == family.bits() / 8) {
            byte[] octets = new byte[content.readableBytes()];
            content.getBytes(content.readerIndex(), octets);
            result.add(IpAddress.of(octets));
          }
        }
        return new NameAnswer(result, Duration.ofSeconds(ttl));
      }
      DnsRecord alias = aliases.get(owner);
      if (!(alias instanceof DnsRawRecord raw)) {
        break;
      }
      ttl = Math.min(ttl, alias.timeToLive());
      owner = lower(DefaultDnsRecordDecoder.decodeName(raw.content().duplicate()));
    }
    return new NameAnswer(Set.of(), NEGATIVE);
  }

  private static String lower(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
