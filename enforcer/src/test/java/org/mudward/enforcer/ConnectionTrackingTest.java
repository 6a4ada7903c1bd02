package org.mudward.enforcer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.enforcer.testing.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.enforcer.openflow.BridgeSettings;
import org.mudward.enforcer.openflow.SwitchSettings;
import org.mudward.enforcer.testing.OpenVSwitch;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Match;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.link.LinkMessage;

/** An enforcer that is to have its switch follow connections, and a switch that can, or cannot. */
@Tag("root")
class ConnectionTrackingTest {
  private static final String STATE = "ct_state=+est-rpl+trk";
  private static final String NOT_FOLLOWED = "connections are not followed";

  @TempDir private Path folder;
  private @Nullable EnforcerRig rig;
  private @Nullable OpenVSwitch ovs;
  private @Nullable FakeManager manager;

  @BeforeEach
  void begin() throws Exception {
    rig = EnforcerRig.in(folder);
    ovs = rig.ovs();
    manager = rig.manager();
  }

  @AfterEach
  void end() throws Exception {
    if (rig != null) {
      rig.close();
    }
  }

  private void start() throws IOException {
    rig.start(
        new SwitchSettings(
            ovs.controllerAddress(),
            List.of(BridgeSettings.of(ovs.bridge())),
            Optional.of(ovs.database()),
            SwitchSettings.Foreign.KEEP,
            false,
            true));
  }

  /** The lamp may begin connections. */
  private static PolicySnapshot lamp(long revision) {
    Match begins =
        new Match(Family.IPV4, List.of(new Condition.InitiatedBy(Direction.FROM_DEVICE)));
    Rule rule = new Rule(Snapshots.RULE, begins, Verdict.ACCEPT);
    AccessControlList from = new AccessControlList("from", Family.IPV4, List.of(rule));
    return Snapshots.of(revision).toBuilder(revision)
        .policy(new DevicePolicy("lamp", Snapshots.URL, List.of(from), List.of()))
        .build();
  }

  private LinkMessage.Applied apply(FakeManager.Connection link, long revision) throws Exception {
    link.send(lamp(revision));
    LinkMessage.Applied applied = link.await(LinkMessage.Applied.class);
    assertEquals(revision, applied.revision());
    return applied;
  }

  private static boolean isFollowed(LinkMessage.Applied applied) {
    return applied.limitations().stream().noneMatch(l -> l.text().contains(NOT_FOLLOWED));
  }

  private String flows() throws Exception {
    return String.join("\n", ovs.flows());
  }

  @Test
  void aSwitchThatCanFollowsThemAndARestartTouchesNothing() throws Exception {
    start();
    assertTrue(isFollowed(apply(manager.greet(), 1)));
    assertTrue(flows().contains(STATE), flows());
    assertTrue(flows().contains("actions=ct(table=1,zone=19797)"), flows());
    assertTrue(flows().contains("actions=ct(commit,zone=19797),NORMAL"), flows());
    List<String> before = ovs.flows();
    rig.end();
    ovs.ofctl("del-flows", "table=14");
    start();
    eventually("the entries are restored", () -> ovs.flows().equals(before));
  }

  @Test
  void aSwitchWithoutRoomIsNotTakenForOneThatCannot() throws Exception {
    ovs.vsctl(
        "--",
        "--id=@full",
        "create",
        "Flow_Table",
        "flow_limit=1",
        "overflow_policy=refuse",
        "--",
        "set",
        "bridge",
        ovs.bridge(),
        "flow_tables:14=@full");
    start();
    FakeManager.Connection link = manager.greet();
    link.send(lamp(1));
    LinkMessage.Refused refused = link.await(LinkMessage.Refused.class);
    assertTrue(refused.reason().contains("TABLE_FULL"), refused.reason());
    ovs.vsctl("clear", "bridge", ovs.bridge(), "flow_tables");
    link.send(lamp(2));
    LinkMessage.Applied applied = link.await(LinkMessage.Applied.class);
    if (applied.revision() == 1) { // what was refused for want of room is tried again by itself
      applied = link.await(LinkMessage.Applied.class);
    }
    assertEquals(2, applied.revision());
    assertTrue(isFollowed(applied));
    assertTrue(flows().contains(STATE), flows());
  }

  @Test
  void aSwitchThatCannotGoesByFlagsAndTheOperatorIsTold() throws Exception {
    ovs.without("ct_state");
    start();
    FakeManager.Connection link = manager.greet();
    assertFalse(isFollowed(apply(link, 1)));
    assertFalse(flows().contains("ct("), flows());
    assertTrue(flows().contains("table=5"), flows());
    assertFalse(isFollowed(apply(link, 2)));
    List<String> before = ovs.flows();
    rig.end();
    ovs.ofctl("del-flows", "table=14");
    start();
    eventually("the entries are restored", () -> ovs.flows().equals(before));
  }
}
