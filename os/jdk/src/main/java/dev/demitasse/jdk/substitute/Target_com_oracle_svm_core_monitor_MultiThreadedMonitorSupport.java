package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.monitor.JavaMonitor;
import com.oracle.svm.core.monitor.MonitorInflationCause;
import com.oracle.svm.core.monitor.MultiThreadedMonitorSupport;

@TargetClass(MultiThreadedMonitorSupport.class)
final class Target_com_oracle_svm_core_monitor_MultiThreadedMonitorSupport {
    @Alias
    native JavaMonitor getOrCreateMonitor(Object object, MonitorInflationCause cause);

    /** As SubstrateVM's, with the message of HotSpot. */
    @Substitute
    JavaMonitor ensureLocked(Object object, MonitorInflationCause cause) {
        JavaMonitor monitor = getOrCreateMonitor(object, cause);
        if (!monitor.isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException("current thread is not owner");
        }
        return monitor;
    }
}
