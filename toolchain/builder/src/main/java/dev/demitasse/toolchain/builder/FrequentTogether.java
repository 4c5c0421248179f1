package dev.demitasse.toolchain.builder;

import com.oracle.svm.hosted.code.CompileQueue;
import com.oracle.svm.hosted.image.LIRNativeImageCodeCache;
import com.oracle.svm.hosted.image.NativeImageCodeCache;
import com.oracle.svm.hosted.image.NativeImageCodeCacheFactory;
import com.oracle.svm.hosted.image.NativeImageHeap;
import com.oracle.svm.hosted.meta.HostedMethod;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.graal.compiler.code.CompilationResult;
import org.graalvm.collections.Pair;
import org.graalvm.nativeimage.Platform;

/**
 * Lays {@link FrequentMethods} at the beginning of an image's code, in the order in which a request runs them, and the
 * others after them, by name as ever: a request then goes through half as many pages, and more calls stay within one,
 * which an emulator follows without looking where they lead.
 */
final class FrequentTogether extends NativeImageCodeCacheFactory {
    private final FrequentMethods frequent;

    FrequentTogether(FrequentMethods frequent) {
        this.frequent = frequent;
    }

    @Override
    public NativeImageCodeCache newCodeCache(
            CompileQueue queue, NativeImageHeap heap, Platform platform, Path temporary) {
        return new LIRNativeImageCodeCache(queue.getCompilationResults(), heap) {
            @Override
            protected List<Pair<HostedMethod, CompilationResult>> computeCompilationOrder(
                    Map<HostedMethod, CompilationResult> compilations) {
                // One that can be changed, since SVM empties it in the end.
                List<Pair<HostedMethod, CompilationResult>> order = super.computeCompilationOrder(compilations);
                Map<HostedMethod, Integer> places = new HashMap<>();
                order.forEach(code -> places.put(code.getLeft(), frequent.place(code.getLeft())));
                order.sort(Comparator.comparing(code -> places.get(code.getLeft())));
                return order;
            }
        };
    }
}
