package org.mudward.mud.inventory;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Approval;
import org.mudward.mud.MudUrl;
import org.mudward.policy.MacAddress;

/**
 * What one turn of the writer changed, to be saved whole or not at all.
 *
 * @param publication null if nothing was published
 */
record Changes(
    List<DeviceEntry> devices,
    List<MacAddress> forgotten,
    List<FileEntry> files,
    List<MudUrl> dropped,
    List<FileBody> bodies,
    Map<MudUrl, List<Approval>> approvals,
    Map<MudUrl, List<Rejection>> rejections,
    List<ServerEntry> servers,
    List<String> forgottenServers,
    List<JournalEntry> journal,
    @Nullable Publication publication) {

  boolean isEmpty() {
    return devices.isEmpty()
        && forgotten.isEmpty()
        && files.isEmpty()
        && dropped.isEmpty()
        && bodies.isEmpty()
        && approvals.isEmpty()
        && rejections.isEmpty()
        && servers.isEmpty()
        && forgottenServers.isEmpty()
        && journal.isEmpty()
        && publication == null;
  }
}
