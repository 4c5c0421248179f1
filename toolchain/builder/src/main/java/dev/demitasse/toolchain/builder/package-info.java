/**
 * What runs inside SVM's builder process: features that observe a build and write down what the image builder reports.
 *
 * <p>The jar of this module patches the Java module {@code org.graalvm.nativeimage.builder}, so its classes see all of
 * the builder. Besides this package it holds {@code com.oracle.svm.hosted.ProgressReporterCHelper}, the one class of
 * SVM that must be replaced on a stock JDK. Depends on SVM only; nothing here becomes part of an image.
 */
@NullMarked
package dev.demitasse.toolchain.builder;

import org.jspecify.annotations.NullMarked;
