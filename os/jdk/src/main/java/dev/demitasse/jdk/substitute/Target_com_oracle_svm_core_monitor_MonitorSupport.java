package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.monitor.MonitorSupport;

@TargetClass(MonitorSupport.class)
final class Target_com_oracle_svm_core_monitor_MonitorSupport {
    @Alias
    native void doWait(Object monitor, long timeoutMillis) throws InterruptedException;

    /** As SubstrateVM's, with the messages and the order of checks of HotSpot. */
    @Substitute
    public void wait(Object monitor, long timeoutMillis) throws InterruptedException {
        if (timeoutMillis < 0) {
            throw new IllegalArgumentException("timeout value is negative");
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        doWait(monitor, timeoutMillis);
    }
}
