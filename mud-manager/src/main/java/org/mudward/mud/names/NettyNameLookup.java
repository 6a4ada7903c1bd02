package org.mudward.mud.names;

import io.netty.channel.AddressedEnvelope;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.mudward.policy.Family;

/**
 * Asks one DNS server: the gateway's own, which the devices ask too, so that both hear the same.
 * UDP first, TCP for an answer that was cut.
 */
public final class NettyNameLookup implements NameLookup {
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("names", true), NioIoHandler.newFactory());
  private final DnsNameResolver resolver;

  /** Asks this server, and waits so long for an answer. */
  public NettyNameLookup(InetSocketAddress server, Duration timeout) {
    resolver =
        new DnsNameResolverBuilder(loop.next())
            .datagramChannelType(NioDatagramChannel.class)
            .socketChannelType(NioSocketChannel.class)
            .nameServerProvider(new SingletonDnsServerAddressStreamProvider(server))
            .queryTimeoutMillis(timeout.toMillis())
            .resolveCache(NoopDnsCache.INSTANCE)
            .build();
  }

  @Override
  public CompletionStage<NameAnswer> lookup(String name, Family family) {
    CompletableFuture<NameAnswer> result = new CompletableFuture<>();
    DnsRecordType type = family == Family.IPV4 ? DnsRecordType.A : DnsRecordType.AAAA;
    resolver
        .query(new DefaultDnsQuestion(name, type))
        .addListener(
            (Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> done) -> {
              if (done.isSuccess()) {
                complete(done.getNow(), name, family, result);
              } else {
                result.completeExceptionally(done.cause());
              }
            });
    return result;
  }

  private static void complete(
      AddressedEnvelope<DnsResponse, InetSocketAddress> envelope,
      String name,
      Family family,
      CompletableFuture<NameAnswer> result) {
    try {
      DnsResponse response = envelope.content();
      if (response.code().equals(DnsResponseCode.NOERROR) && !response.isTruncated()) {
        result.complete(DnsAnswer.read(response, name, family));
      } else if (response.code().equals(DnsResponseCode.NXDOMAIN)) {
        result.complete(new NameAnswer(Set.of(), DnsAnswer.NEGATIVE));
      } else {
        result.completeExceptionally(new IOException("the resolver answered " + response.code()));
      }
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    } finally {
      envelope.release();
    }
  }

  @Override
  public void close() {
    resolver.close();
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
