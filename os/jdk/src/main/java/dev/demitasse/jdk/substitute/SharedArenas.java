package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.SubstrateUtil;
import dev.demitasse.kernel.Kernel;
import jdk.internal.foreign.MemorySessionImpl;
import jdk.internal.foreign.MemorySessionImpl.ResourceList.ResourceCleanup;
import jdk.internal.ref.CleanerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The end of a shared arena. HotSpot stops every thread, and looks whether it is between the check that the arena is open
 * and the access. Here only a thread that was preempted can be there: compiled code checks anew after whatever it waits
 * for. While there is one, the memory is kept, until the collector finds that no thread refers to the arena any more, which
 * those that are between check and access do (docs/decisions/0072-shared-arenas.md). Stateless.
 */
final class SharedArenas {
    /** How often to let others go on before. */
    private static final int ROUNDS = 3;

    private SharedArenas() {}

    /** Ends an arena that is marked closed, but for the release of its memory, which follows. */
    static void end(MemorySessionImpl session) {
        for (int round = 0; round < ROUNDS && Kernel.othersPreempted(); round++) {
            Thread.yield();
        }
        if (Kernel.othersPreempted()) {
            keep(session);
        }
    }

    /** Takes from the arena what closing it would release, and has the collector release it. */
    private static void keep(MemorySessionImpl session) {
        var list = SubstrateUtil.cast(session, Target_jdk_internal_foreign_MemorySessionImpl.class).resourceList;
        ResourceCleanup first = list.fst;
        list.fst = null;
        CleanerFactory.cleaner().register(session, new Release(first));
    }

    /** Must not refer to the arena. */
    private record Release(@Nullable ResourceCleanup first) implements Runnable {
        @Override
        public void run() {
            Target_jdk_internal_foreign_MemorySessionImpl_ResourceList.cleanup(first);
        }
    }
}
