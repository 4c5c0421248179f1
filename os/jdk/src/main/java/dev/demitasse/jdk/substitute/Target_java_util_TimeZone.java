package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.LocalTime;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

@TargetClass(TimeZone.class)
final class Target_java_util_TimeZone {
    @Alias
    private static volatile @Nullable TimeZone defaultTimeZone;

    /** There is no system to ask: the property or the variable decides, else it is UTC. */
    @Substitute
    private static TimeZone setDefaultZone() {
        String id = LocalTime.zoneId();
        TimeZone zone = TimeZone.getTimeZone(id);
        System.setProperty("user.timezone", zone.getID());
        defaultTimeZone = zone;
        return zone;
    }
}
