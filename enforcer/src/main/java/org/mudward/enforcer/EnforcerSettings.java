package org.mudward.enforcer;

import java.nio.file.Path;

/**
 * What the enforcer needs to know of its surroundings.
 *
 * @param state the folder in which it keeps what was last in force
 * @param link the manager's Unix socket
 */
public record EnforcerSettings(Path state, Path link) {}
