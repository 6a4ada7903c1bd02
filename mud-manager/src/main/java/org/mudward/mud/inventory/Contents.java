package org.mudward.mud.inventory;

import java.util.List;
import java.util.Map;
import org.mudward.mud.Approval;
import org.mudward.mud.MudUrl;

/**
 * What a store holds when it is opened.
 *
 * @param seq the highest number in the journal
 * @param revision the highest revision that was ever published
 * @param publications the last whole snapshot and the changes after it, oldest first
 */
record Contents(
    List<DeviceEntry> devices,
    List<FileEntry> files,
    Map<MudUrl, List<Approval>> approvals,
    Map<MudUrl, List<Rejection>> rejections,
    List<ServerEntry> servers,
    long seq,
    long revision,
    List<Publication> publications) {}
