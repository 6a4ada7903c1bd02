/**
 * The YAML files of the operator, read strictly: an unknown key is an error that names the nearest
 * known one, and all problems of a file are reported at once, with their lines.
 */
@NullMarked
package org.mudward.cli.config;

import org.jspecify.annotations.NullMarked;
