/**
 * Reading frames from captures: pcap and pcapng, of any byte order and resolution, from files and
 * from streams, in memory that does not grow with them. Whatever the octets are, they are read or
 * counted as unread; none of them is an exception. Interfaces are listened to through libpcap.
 */
@NullMarked
package org.mudward.enforcer.capture;

import org.jspecify.annotations.NullMarked;
