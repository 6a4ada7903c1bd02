package org.mudward.mud.fetch;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HttpsGetTest {
  private static final Duration TOTAL = Duration.ofMinutes(2);

  /** Netty promises no more than to try for a time, and a loop that is busy does not try. */
  @Test
  void closingEndsWhoeverWaitsAlsoWhenTheLoopIsBusy() throws Exception {
    FetchSettings settings = FetchFixture.settings(Duration.ofSeconds(10), TOTAL, "127.0.0.0/8");
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    HttpsGet https = new HttpsGet(loops, new Tls(settings), settings);
    ExecutorService caller = Executors.newSingleThreadExecutor();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (TestServer server =
        TestServer.tls(
            FetchFixture.SERVER,
            (request, out) -> {
              asked.countDown();
              end.await();
            })) {
      HttpsUrl url = HttpsUrl.of(FetchFixture.url(server, "/lamp"));
      Future<Answer> waiting =
          caller.submit(
              () -> https.get(url, FetchFixture.LOOPBACK, 1024, null, Deadline.in(TOTAL)));
      assertTrue(asked.await(20, TimeUnit.SECONDS));
      loops.execute(
          () -> {
            try {
              end.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      https.close("closed");
      ExecutionException ended =
          assertThrows(ExecutionException.class, () -> waiting.get(20, TimeUnit.SECONDS));
      assertInstanceOf(FailedException.class, ended.getCause());
      assertThrows(
          FailedException.class,
          () -> https.get(url, FetchFixture.LOOPBACK, 1024, null, Deadline.in(TOTAL)));
    } finally {
      end.countDown();
      caller.shutdownNow();
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }
}
