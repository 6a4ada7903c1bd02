package org.mudward.mud.inventory;

import java.nio.file.Path;
import java.time.Instant;
import org.mudward.policy.MacAddress;

/** A process that saves as fast as it can and says what it has saved; meant to be killed. */
final class BusyWriter {
  private BusyWriter() {}

  public static void main(String[] arguments) throws StoreException {
    try (Inventory inventory = Inventory.open(Path.of(arguments[0]))) {
      for (long number = 1; number < Long.MAX_VALUE; number++) {
        Instant now = Instant.ofEpochSecond(number);
        inventory.append(now, "busy", null, null, Long.toString(number), "test");
        inventory.put(DeviceEntry.seen(new MacAddress(number % 1000), now));
        inventory.commit();
        System.out.println(number);
        System.out.flush();
      }
    }
  }
}
