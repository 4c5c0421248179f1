/**
 * The checks, a class for each area of the JDK's API. An area depends on nothing that may differ between two machines:
 * no ports, names of hosts, times of the day, hash codes of objects or numbers of threads.
 */
@NullMarked
package dev.demitasse.fidelity.areas;

import org.jspecify.annotations.NullMarked;
