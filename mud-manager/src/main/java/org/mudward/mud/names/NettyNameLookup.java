package org.mudward.mud.names;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.mudward.policy.Family;

/**
 * Asks one resolver: over UDP, and over TCP if the answer did not fit (RFC 7766).
 *
 * <p>Each question has a socket of its own, connected to the resolver, and an id that nobody can
 * guess (RFC 5452): what comes from elsewhere, or for another question, is not seen. One thread,
 * {@code names}, on which the stages complete and which must not be blocked there. How many
 * questions are under way is the caller's affair ({@link NameTable#MAX_UNDER_WAY}).
 */
public final class NettyNameLookup implements NameLookup {
  /** How long {@link #close} lets the thread run on; everything is given up before. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private volatile InetSocketAddress server;
  private final Duration timeout;
  private final SecureRandom random = new SecureRandom();
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("names", true), NioIoHandler.newFactory());

  /**
   * Starts without asking anything.
   *
   * @param server the gateway's resolver, by address
   * @param timeout for a question as a whole, with its repetitions and TCP
   */
  public NettyNameLookup(InetSocketAddress server, Duration timeout) {
    this.server = resolved(server);
    this.timeout = timeout;
  }

  private static InetSocketAddress resolved(InetSocketAddress server) {
    if (server.isUnresolved()) {
      throw new IllegalArgumentException("the resolver is given by its address: " + server);
    }
    return server;
  }

  /** Asks another server from now on; what is under way is answered by the one before. */
  public void use(InetSocketAddress other) {
    server = resolved(other);
  }

  @Override
  public CompletionStage<NameAnswer> lookup(String name, Family family) {
    CompletableFuture<NameAnswer> answer = new CompletableFuture<>();
    Question question = new Question(name, family);
    try {
      new Exchange(loop, server, question, random.nextInt(1 << 16), answer).start(timeout);
    } catch (RuntimeException e) {
      // A name that cannot be written down, or a lookup that is closed.
      answer.completeExceptionally(
          new NameLookupException(name + " cannot be asked for: " + e.getMessage(), e));
    }
    return answer;
  }

  @Override
  public void close() {
    Future<?> unused = loop.shutdownGracefully(0, FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
  }
}
