/**
 * What instances may reach by connections of their own: the filter of Ethernet frames between an instance and the user network
 * that it is connected to.
 *
 * <p>{@link dev.demitasse.egress.Guard} judges frames and knows nothing of sockets; {@link
 * dev.demitasse.egress.FilterProcess} is the process that carries the links of many instances, and {@link
 * dev.demitasse.egress.Filter} is what starts it and speaks to it. Not here: which instance gets which rules, and what becomes
 * of one whose filter has ended. Depends on the JDK alone.
 */
@NullMarked
package dev.demitasse.egress;

import org.jspecify.annotations.NullMarked;
