package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mudward.mud.MudUrl;

class UnderWayTest {
  private static final int THREADS = 8;

  private final UnderWay underWay = new UnderWay(THREADS);

  private static MudUrl url(int server) {
    return url(server, 0);
  }

  private static MudUrl url(int server, int file) {
    return new MudUrl("https://s" + server + ".example/" + file);
  }

  private int ask(int server, int most) {
    int asked = 0;
    while (asked < most && underWay.hasRoom(url(server, asked))) {
      underWay.asked(url(server, asked));
      asked++;
    }
    return asked;
  }

  @Test
  void nothingIsAskedForTwiceAtOnce() {
    good(1);
    underWay.asked(url(1, 7));
    assertFalse(underWay.hasRoom(url(1, 7)));
    assertTrue(underWay.hasRoom(url(1, 8)));
    underWay.answered(url(1, 7), true);
    assertTrue(underWay.hasRoom(url(1, 7)));
  }

  private void good(int server) {
    underWay.asked(url(server));
    underWay.answered(url(server), true);
  }

  @Test
  void whoIsNotKnownIsAskedForOneThing() {
    assertEquals(1, ask(1, 9));
    underWay.answered(url(1), false);
    assertEquals(1, ask(1, 9));
  }

  @Test
  void whoAnswersWellIsAskedForFour() {
    good(1);
    assertEquals(UnderWay.GOOD_SERVER_AT_ONCE, ask(1, 9));
  }

  @Test
  void oneBadAnswerEndsThat() {
    good(1);
    assertEquals(4, ask(1, 9));
    underWay.answered(url(1, 0), false);
    assertEquals(0, ask(1, 9));
    for (int i = 1; i < 4; i++) {
      underWay.answered(url(1, i), false);
    }
    assertEquals(1, ask(1, 9));
  }

  @Test
  void howeverManyAnswerWellFourThreadsAreLeftForFirstQuestions() {
    int held = 0;
    for (int server = 0; server < 3; server++) {
      good(server);
    }
    for (int server = 0; server < 3; server++) {
      held += ask(server, 9);
    }
    assertEquals(3 + UnderWay.EXTRA_AT_ONCE, held);
    assertTrue(underWay.hasRoom(url(99)));
  }

  @Test
  void twoServersThatStopAnsweringLeaveRoomForOthers() {
    good(1);
    good(2);
    assertEquals(4, ask(1, 9));
    assertEquals(2, ask(2, 9));
    assertEquals(1, ask(3, 9));
    assertEquals(1, ask(4, 9));
    assertFalse(underWay.hasRoom(url(5)), "all threads are busy, with four servers");
  }

  @Test
  void whateverHappensTheBoundsHold() {
    Random random = new Random(1);
    int[] questions = new int[20];
    int total = 0;
    for (int step = 0; step < 100_000; step++) {
      int server = random.nextInt(questions.length);
      if (questions[server] > 0 && random.nextBoolean()) {
        questions[server]--;
        underWay.answered(url(server, questions[server]), random.nextInt(3) > 0);
        total--;
      } else if (underWay.hasRoom(url(server, questions[server]))) {
        underWay.asked(url(server, questions[server]));
        questions[server]++;
        total++;
        int servers = 0;
        for (int own : questions) {
          servers += own > 0 ? 1 : 0;
        }
        assertTrue(questions[server] <= UnderWay.GOOD_SERVER_AT_ONCE);
        assertTrue(total <= THREADS && total - servers <= UnderWay.EXTRA_AT_ONCE);
      }
    }
  }
}
