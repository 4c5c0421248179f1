/**
 * What services and instances have been doing, for charts and for those who watch: series in memory, changes as they come.
 * Looks at the control plane from outside and changes nothing. Depends on the control plane.
 */
@NullMarked
package dev.demitasse.control.observe;

import org.jspecify.annotations.NullMarked;
