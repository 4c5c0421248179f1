package dev.demitasse.kernel;

import com.oracle.svm.core.SubstrateUtil;
import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.hub.DynamicHub;
import com.oracle.svm.core.monitor.JavaMonitor;
import com.oracle.svm.core.monitor.MonitorInflationCause;
import com.oracle.svm.core.monitor.MonitorSupport;
import com.oracle.svm.core.monitor.MultiThreadedMonitorSupport;
import com.oracle.svm.core.snippets.KnownIntrinsics;
import com.oracle.svm.core.snippets.SubstrateForeignCallTarget;
import com.oracle.svm.core.stack.StackOverflowCheck;
import com.oracle.svm.core.thread.VMOperationControl;
import com.oracle.svm.core.util.VMError;
import jdk.graal.compiler.word.ObjectAccess;
import org.graalvm.word.WordFactory;
import org.jspecify.annotations.Nullable;

/**
 * Entering and leaving monitors that nobody else holds or waits for, which is nearly all that a service does with them.
 * SubstrateVM always goes the way of those that may block: it makes room on the stack, compares and swaps, and looks for
 * whom to wake. There is one processor here, and a thread gives it up at safepoints only, so code without any reads
 * and writes a monitor's state as if it were alone.
 */
final class UncontendedMonitor {
    /** The only reason with which the builder inlines. */
    private static final String INLINED = "Called from uninterruptible code.";

    static final String NO_ROOM = "Stack overflow must not be thrown before there is room for it.";

    private UncontendedMonitor() {}

    /** Whether the current thread has entered the monitor of {@code object}; if not, it has to go the long way. */
    @Uninterruptible(reason = INLINED, mayBeInlined = true)
    static boolean enter(Object object) {
        Target_com_oracle_svm_core_monitor_JavaMonitor monitor = of(object);
        if (monitor == null) {
            return false;
        }
        long self = Target_com_oracle_svm_core_monitor_JavaMonitor.getCurrentThreadIdentity();
        long owner = owner(monitor);
        if (owner == 0) {
            setOwner(monitor, self);
            return true;
        }
        if (owner == self && monitor.acquisitions < Integer.MAX_VALUE) {
            monitor.acquisitions++;
            return true;
        }
        return false;
    }

    /** Whether the current thread has left the monitor; if not, it does not hold it, or another waits for it. */
    @Uninterruptible(reason = INLINED, mayBeInlined = true)
    static boolean exit(Object object) {
        Target_com_oracle_svm_core_monitor_JavaMonitor monitor = of(object);
        if (monitor == null
                || owner(monitor) != Target_com_oracle_svm_core_monitor_JavaMonitor.getCurrentThreadIdentity()) {
            return false;
        }
        if (monitor.acquisitions > 1) {
            monitor.acquisitions--;
            return true;
        }
        if (isAwaited(monitor)) {
            return false;
        }
        setOwner(monitor, 0);
        return true;
    }

    /** The monitor in the object's place for it; null where there is no monitor yet, or no place. */
    @Uninterruptible(reason = INLINED, mayBeInlined = true)
    private static @Nullable Target_com_oracle_svm_core_monitor_JavaMonitor of(Object object) {
        int offset = SubstrateUtil.cast(
                        KnownIntrinsics.readHub(object), Target_com_oracle_svm_core_hub_DynamicHub.class)
                .monitorOffset;
        return offset == 0
                ? null
                : SubstrateUtil.cast(
                        ObjectAccess.readObject(object, offset), Target_com_oracle_svm_core_monitor_JavaMonitor.class);
    }

    @Uninterruptible(reason = INLINED, mayBeInlined = true)
    private static long owner(Target_com_oracle_svm_core_monitor_JavaMonitor monitor) {
        return ObjectAccess.readLong(
                monitor, WordFactory.signed(Target_com_oracle_svm_core_monitor_JavaMonitorQueuedSynchronizer.STATE));
    }

    /** Without the fence of a volatile write: no other processor looks. */
    @Uninterruptible(reason = INLINED, mayBeInlined = true)
    private static void setOwner(Target_com_oracle_svm_core_monitor_JavaMonitor monitor, long owner) {
        ObjectAccess.writeLong(
                monitor,
                WordFactory.signed(Target_com_oracle_svm_core_monitor_JavaMonitorQueuedSynchronizer.STATE),
                owner);
    }

    /** The queue has a head of its own from the first thread on that had to wait, and those who wait now behind it. */
    @Uninterruptible(reason = INLINED, mayBeInlined = true)
    private static boolean isAwaited(Target_com_oracle_svm_core_monitor_JavaMonitor monitor) {
        Target_com_oracle_svm_core_monitor_JavaMonitorQueuedSynchronizer_Node head = SubstrateUtil.cast(
                        monitor, Target_com_oracle_svm_core_monitor_JavaMonitorQueuedSynchronizer.class)
                .head;
        return head != null && head.next != null;
    }
}

@TargetClass(DynamicHub.class)
final class Target_com_oracle_svm_core_hub_DynamicHub {
    /** Where objects of the class have their monitor, in bytes; zero where they have no place for one. */
    @Alias
    char monitorOffset;

    private Target_com_oracle_svm_core_hub_DynamicHub() {}
}

@TargetClass(className = "com.oracle.svm.core.monitor.JavaMonitorQueuedSynchronizer")
final class Target_com_oracle_svm_core_monitor_JavaMonitorQueuedSynchronizer {
    /** Where the owner's identity is, zero for none. */
    @Alias
    static long STATE;

    @Alias
    volatile @Nullable Target_com_oracle_svm_core_monitor_JavaMonitorQueuedSynchronizer_Node head;

    private Target_com_oracle_svm_core_monitor_JavaMonitorQueuedSynchronizer() {}
}

@TargetClass(className = "com.oracle.svm.core.monitor.JavaMonitorQueuedSynchronizer", innerClass = "Node")
final class Target_com_oracle_svm_core_monitor_JavaMonitorQueuedSynchronizer_Node {
    @Alias
    volatile @Nullable Target_com_oracle_svm_core_monitor_JavaMonitorQueuedSynchronizer_Node next;

    private Target_com_oracle_svm_core_monitor_JavaMonitorQueuedSynchronizer_Node() {}
}

@TargetClass(JavaMonitor.class)
final class Target_com_oracle_svm_core_monitor_JavaMonitor {
    @Alias
    int acquisitions;

    private Target_com_oracle_svm_core_monitor_JavaMonitor() {}

    @Alias
    @Uninterruptible(reason = "Called from uninterruptible code.", mayBeInlined = true)
    static native long getCurrentThreadIdentity();
}

@TargetClass(MultiThreadedMonitorSupport.class)
final class Target_com_oracle_svm_core_monitor_MultiThreadedMonitorSupport {
    private Target_com_oracle_svm_core_monitor_MultiThreadedMonitorSupport() {}

    @Substitute
    @SubstrateForeignCallTarget(stubCallingConvention = false)
    @Uninterruptible(reason = UncontendedMonitor.NO_ROOM, calleeMustBe = false)
    private static void slowPathMonitorEnter(Object object) {
        if (UncontendedMonitor.enter(object)) {
            return;
        }
        StackOverflowCheck.singleton().makeYellowZoneAvailable();
        try {
            VMOperationControl.guaranteeOkayToBlock("An operation of the VM entered a monitor");
            MonitorSupport.singleton().monitorEnter(object, MonitorInflationCause.MONITOR_ENTER);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            // Code that enters has no way for exceptions out of here.
            throw VMError.shouldNotReachHere("Entering a monitor failed", e);
        } finally {
            StackOverflowCheck.singleton().protectYellowZone();
        }
    }

    @Substitute
    @SubstrateForeignCallTarget(stubCallingConvention = false)
    @Uninterruptible(reason = UncontendedMonitor.NO_ROOM, calleeMustBe = false)
    private static void slowPathMonitorExit(Object object) {
        if (UncontendedMonitor.exit(object)) {
            return;
        }
        StackOverflowCheck.singleton().makeYellowZoneAvailable();
        try {
            MonitorSupport.singleton().monitorExit(object, MonitorInflationCause.VM_INTERNAL);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            throw VMError.shouldNotReachHere("Leaving a monitor failed", e);
        } finally {
            StackOverflowCheck.singleton().protectYellowZone();
        }
    }
}
