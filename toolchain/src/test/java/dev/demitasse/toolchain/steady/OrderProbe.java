package dev.demitasse.toolchain.steady;

import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import jdk.vm.ci.meta.MetaAccessProvider;
import jdk.vm.ci.meta.ResolvedJavaMethod;
import jdk.vm.ci.runtime.JVMCI;

/** What {@link SteadyJvmTest} runs in a JVM of its own: prints, a line each, what differs from run to run. */
final class OrderProbe {
    private OrderProbe() {}

    static void main(String[] arguments) {
        System.out.println(Set.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"));
        Class<?> type = Files.class;
        System.out.println(String.join(
                " ",
                Arrays.stream(type.getDeclaredMethods()).map(Method::getName).toList()));
        MetaAccessProvider jvmci = JVMCI.getRuntime().getHostJVMCIBackend().getMetaAccess();
        ResolvedJavaMethod[] methods = jvmci.lookupJavaType(type).getDeclaredMethods();
        System.out.println(String.join(
                " ", Arrays.stream(methods).map(ResolvedJavaMethod::getName).toList()));
        System.out.println(Arrays.stream(methods).map(Object::hashCode).toList());
        Runnable hidden = () -> {};
        System.out.println(jvmci.lookupJavaType(hidden.getClass()).hashCode() + " "
                + Arrays.stream(hidden.getClass().getDeclaredMethods())
                        .map(Method::hashCode)
                        .toList());
        System.out.println(Runtime.version() + " " + hidden.getClass().isHidden());
        Thread caller = Thread.currentThread();
        Thread elsewhere = CompletableFuture.supplyAsync(Thread::currentThread).join();
        ForkJoinPool common = ForkJoinPool.commonPool();
        var task = common.submit(Thread::currentThread);
        int workers = common.getPoolSize();
        // As SVM waits for its tasks.
        boolean done = common.awaitQuiescence(1, TimeUnit.MINUTES);
        System.out.println(!elsewhere.equals(caller) + " " + workers + " "
                + (done && task.join().equals(caller)));
        var methodType = new WeakReference<>(MethodType.methodType(OrderProbe.class, Files.class));
        var resolved = new WeakReference<>(jvmci.lookupJavaType(OrderProbe.class));
        System.gc();
        System.out.println(methodType.refersTo(null) + " " + resolved.refersTo(null));
    }
}
