/**
 * {@code String.format} for the format strings that most programs use, so that an image need not contain
 * {@link java.util.Formatter}, which reaches the JDK's dates, currencies, locale data and regular expressions.
 *
 * <p>Here: the small language and its run-time half. Not here: what the builder replaces by it, which is
 * {@code FormatFeature}. Depends on {@code java.base} alone.
 */
@NullMarked
package dev.demitasse.jdk.format;

import org.jspecify.annotations.NullMarked;
