package org.mudward.enforcer.openflow;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.Backend;
import org.mudward.enforcer.openflow.FlowCodec.Installed;
import org.mudward.enforcer.openflow.FlowDifference.Change;
import org.mudward.policy.Direction;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowCompiler;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowTables;
import org.mudward.policy.link.LinkMessage.Count;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enforces on one Open vSwitch bridge. The switch connects to us; we compare what it holds with
 * what it should hold, and send the difference.
 *
 * <p>What the switch holds is read once for each connection and known from then on. After a refusal
 * it is read again, since some of a step may have been taken.
 */
public final class OpenFlowBackend implements Backend {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFlowBackend.class);

  /** A hundred thousand entries take two seconds; a switch that needs longer is stuck. */
  private static final long STEP_TIMEOUT_SECONDS = 60;

  /** Silence after which the switch is asked whether it is there. */
  private static final int ECHO_SECONDS = 5;

  /** Silence after which it is not. */
  private static final int DEAD_SECONDS = 15;

  /** OpenFlow's length field has 16 bits. */
  private static final int MAX_MESSAGE = 65535;

  private static final String IDS = "class-ids.json";

  /** The files that {@link #memory} gives and the constructor takes. */
  public static final List<String> MEMORY = List.of(IDS);

  private final OpenFlowSettings settings;
  private final OvsBridge bridge;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("openflow", true), NioIoHandler.newFactory());
  private final AtomicReference<@Nullable OpenFlowSession> session = new AtomicReference<>();

  // Confined to the enforcer's thread.
  private ClassIds ids;
  private @Nullable OpenFlowSession known;
  private Set<FlowEntry> installed = new HashSet<>();
  private Map<Long, Counted> origins = new HashMap<>();

  /** What an entry counts for. */
  private record Counted(Origin origin, Direction direction) {}

  /**
   * @param memory what {@link #memory()} gave when the last snapshot was applied; empty at first
   */
  public OpenFlowBackend(OpenFlowSettings settings, Map<String, byte[]> memory) throws IOException {
    this.settings = settings;
    bridge = new OvsBridge(settings);
    byte[] kept = memory.get(IDS);
    ids = kept == null ? ClassIds.EMPTY : ClassIdsJson.read(kept);
  }

  @Override
  public void start(Listener listener) {
    Channel channel =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel child) {
                    child
                        .pipeline()
                        .addLast(new LengthFieldBasedFrameDecoder(MAX_MESSAGE, 2, 2, -4, 0))
                        .addLast(new IdleStateHandler(DEAD_SECONDS, ECHO_SECONDS, 0))
                        .addLast(new OpenFlowSession(new Events(listener)));
                  }
                })
            .bind(settings.listen())
            .syncUninterruptibly()
            .channel();
    LOG.info("event=openflow.listening address={}", channel.localAddress());
    try {
      bridge.takeOver();
    } catch (IOException e) {
      LOG.error("event=bridge.failed reason=\"{}\"", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hands what sessions tell to the enforcer. */
  private final class Events implements OpenFlowSession.Listener {
    private final Listener listener;
    private final TokenBucket frames = new TokenBucket();

    Events(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void ready(OpenFlowSession ready) {
      OpenFlowSession old = session.getAndSet(ready);
      if (old != null) {
        old.close();
      }
      listener.stateLost("the switch connected");
    }

    @Override
    public void gone(OpenFlowSession gone) {
      if (session.compareAndSet(gone, null)) {
        LOG.warn("event=switch.gone text=\"it keeps its entries\"");
      }
    }

    @Override
    public void packetIn(String port, byte[] frame) {
      if (frames.take(System.nanoTime())) {
        listener.frameSeen(port, frame);
      }
    }
  }

  @Override
  public Outcome apply(PolicySnapshot snapshot) throws InterruptedException {
    FlowTables tables;
    try {
      tables = FlowCompiler.compile(snapshot, ids);
    } catch (RuntimeException e) {
      LOG.error("event=compile.failed revision={}", snapshot.revision(), e);
      return new Outcome.Refused("it cannot be compiled: " + e.getMessage());
    }
    OpenFlowSession current = session.get();
    if (current == null) {
      ids = tables.ids();
      return new Outcome.Absent("the switch is not connected");
    }
    try {
      bridge.verify();
      return apply(current, tables);
    } catch (OpenFlowSession.SessionEndedException e) {
      return new Outcome.Absent("the switch went away");
    } catch (IOException e) {
      return new Outcome.Refused(String.valueOf(e.getMessage()));
    }
  }

  private Outcome apply(OpenFlowSession current, FlowTables tables)
      throws InterruptedException, OpenFlowSession.SessionEndedException {
    if (known != current) {
      readBack(current);
    }
    Set<FlowEntry> before = new HashSet<>(installed);
    FlowDifference difference = FlowDifference.between(installed, tables.entries());
    long start = System.nanoTime();
    try {
      send(current, difference);
    } catch (OpenFlowSession.RefusedException e) {
      known = null;
      rollBack(current, before);
      return new Outcome.Refused(String.valueOf(e.getMessage()));
    }
    ids = tables.ids();
    installed = new HashSet<>(tables.entries());
    origins = countedBy(tables);
    LOG.info(
        "event=policy.applied revision={} entries={} changes={} ms={}",
        tables.revision(),
        installed.size(),
        difference.size(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    return new Outcome.Applied(tables.limitations());
  }

  private static Map<Long, Counted> countedBy(FlowTables tables) {
    Map<Long, Counted> counted = new HashMap<>();
    tables
        .origins()
        .forEach(
            (entry, origin) ->
                counted.put(
                    Cookies.of(entry),
                    new Counted(
                        origin, entry.table() <= 4 ? Direction.FROM_DEVICE : Direction.TO_DEVICE)));
    return counted;
  }

  private void send(OpenFlowSession current, FlowDifference difference)
      throws InterruptedException,
          OpenFlowSession.SessionEndedException,
          OpenFlowSession.RefusedException {
    for (List<Change> step : difference.steps()) {
      await(current, current.change(step));
    }
  }

  /** Puts the switch back to what it held; it may hold more than that, but nothing leads there. */
  private void rollBack(OpenFlowSession current, Set<FlowEntry> before)
      throws InterruptedException, OpenFlowSession.SessionEndedException {
    readBack(current);
    try {
      send(current, FlowDifference.between(installed, List.copyOf(before)));
      installed = before;
    } catch (OpenFlowSession.RefusedException e) {
      LOG.error("event=rollback.refused reason=\"{}\"", e.getMessage());
      known = null;
    }
  }

  /** Reads what the switch holds of ours; what carries our cookie but is not what it says goes. */
  private void readBack(OpenFlowSession current)
      throws InterruptedException, OpenFlowSession.SessionEndedException {
    List<Installed> flows;
    try {
      flows = await(current, current.readFlows());
    } catch (OpenFlowSession.RefusedException e) {
      throw new IllegalStateException(e);
    }
    Set<FlowEntry> ours = new HashSet<>();
    int foreign = 0;
    for (Installed flow : flows) {
      FlowEntry entry = flow.entry();
      if (!Cookies.isOurs(flow.cookie())) {
        foreign++;
      } else if (entry == null) {
        LOG.warn("event=entry.unreadable table={} priority={}", flow.table(), flow.priority());
      } else {
        if (Cookies.of(entry) != flow.cookie()) {
          LOG.warn("event=entry.tampered table={} priority={}", flow.table(), flow.priority());
        }
        ours.add(entry);
      }
    }
    LOG.info("event=switch.read entries={} foreign={}", ours.size(), foreign);
    installed = ours;
    known = current;
  }

  private static <T> T await(OpenFlowSession current, CompletableFuture<T> future)
      throws InterruptedException,
          OpenFlowSession.SessionEndedException,
          OpenFlowSession.RefusedException {
    try {
      return future.get(STEP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      current.close();
      throw new OpenFlowSession.SessionEndedException();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OpenFlowSession.RefusedException refused) {
        throw refused;
      }
      throw new OpenFlowSession.SessionEndedException();
    }
  }

  @Override
  public Map<String, byte[]> memory() {
    return Map.of(IDS, ClassIdsJson.write(ids));
  }

  @Override
  public List<Count> counts() throws InterruptedException {
    OpenFlowSession current = session.get();
    if (current == null || known != current) {
      return List.of();
    }
    Map<Counted, Long> totals = new HashMap<>();
    try {
      for (Installed flow : await(current, current.readFlows())) {
        Counted counted = origins.get(flow.cookie());
        if (counted != null) {
          totals.merge(counted, flow.packets(), Long::sum);
        }
      }
    } catch (OpenFlowSession.SessionEndedException | OpenFlowSession.RefusedException e) {
      return List.of();
    }
    List<Count> counts = new ArrayList<>();
    totals.forEach((c, packets) -> counts.add(new Count(c.origin(), c.direction(), packets)));
    return counts;
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
