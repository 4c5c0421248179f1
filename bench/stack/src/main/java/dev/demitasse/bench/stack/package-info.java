/** The network stack alone, on a JVM over a link in memory, measured with JMH. */
@NullMarked
package dev.demitasse.bench.stack;

import org.jspecify.annotations.NullMarked;
