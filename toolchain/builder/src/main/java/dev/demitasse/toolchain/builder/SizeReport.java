package dev.demitasse.toolchain.builder;

import com.oracle.svm.core.feature.InternalFeature;
import com.oracle.svm.core.heap.Heap;
import com.oracle.svm.hosted.FeatureImpl.AfterCompilationAccessImpl;
import com.oracle.svm.hosted.FeatureImpl.AfterHeapLayoutAccessImpl;
import com.oracle.svm.hosted.code.CompileQueue.CompileTask;
import com.oracle.svm.hosted.image.NativeImageHeap.ObjectInfo;
import com.oracle.svm.hosted.meta.HostedField;
import com.oracle.svm.util.ReflectionUtil;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import jdk.vm.ci.meta.ResolvedJavaMethod;

/**
 * Adds up the machine code by where its classes come from ({@value #CODE_FILE}) and the image heap by class
 * ({@value #HEAP_FILE}) and by what keeps it there ({@value #ROOTS_FILE}), a line each: bytes, tab, a module as {@code
 * module:NAME} or the URL of a jar; bytes, tab, class; bytes, tab, field or reason. Besides, the alignment that the image heap needs for its collector ({@value #ALIGNMENT_FILE}), in bytes.
 */
final class SizeReport implements InternalFeature {
    private static final String CODE_FILE = "code.txt";
    private static final String ALIGNMENT_FILE = "heap-alignment.txt";
    private static final String HEAP_FILE = "heap.txt";
    private static final String ROOTS_FILE = "heap-roots.txt";

    /** Not public, but of the module that this jar patches. */
    private static final Method REASON = ReflectionUtil.lookupMethod(ObjectInfo.class, "getMainReason");

    @Override
    public void afterCompilation(AfterCompilationAccess access) {
        var tasks = ((AfterCompilationAccessImpl) access).getCompilationTasks();
        int alignment = Heap.getHeap().getPreferredAddressSpaceAlignment();
        ReportFolder.write(ALIGNMENT_FILE, List.of(Integer.toString(alignment)));
        write(CODE_FILE, tasks.stream().collect(total(SizeReport::origin, task -> task.result.getTargetCodeSize())));
    }

    @Override
    public void afterHeapLayout(AfterHeapLayoutAccess access) {
        var objects = ((AfterHeapLayoutAccessImpl) access).getHeap().getObjects();
        write(
                HEAP_FILE,
                objects.stream().collect(total(object -> object.getObjectClass().getTypeName(), ObjectInfo::getSize)));
        write(ROOTS_FILE, objects.stream().collect(total(SizeReport::root, ObjectInfo::getSize)));
    }

    /** What keeps an object in the image heap, at the far end: a field, a method with a constant, or SVM's own reason. */
    private static String root(ObjectInfo object) {
        Object reason = object;
        while (reason instanceof ObjectInfo holder) {
            reason = ReflectionUtil.invokeMethod(REASON, holder);
        }
        return switch (reason) {
            case HostedField field -> field.format("%H.%n");
            case ResolvedJavaMethod method -> method.format("%H.%n");
            default -> String.valueOf(reason);
        };
    }

    private static <T> Collector<T, ?, TreeMap<String, Long>> total(Function<T, String> key, ToLongFunction<T> bytes) {
        return Collectors.groupingBy(key, TreeMap::new, Collectors.summingLong(bytes));
    }

    private static void write(String file, Map<String, Long> totals) {
        List<String> lines = totals.entrySet().stream()
                .map(total -> total.getValue() + "\t" + total.getKey())
                .toList();
        ReportFolder.write(file, lines);
    }

    private static String origin(CompileTask task) {
        return Origin.of(task.method.getDeclaringClass()).name();
    }
}
