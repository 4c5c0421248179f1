package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.jdk.JavaNetSubstitutions;
import java.net.MalformedURLException;
import java.net.URLStreamHandler;
import org.jspecify.annotations.Nullable;

@TargetClass(JavaNetSubstitutions.class)
final class Target_com_oracle_svm_core_jdk_JavaNetSubstitutions {
    /**
     * Gives no handler for a protocol that HotSpot does not know either: URL says so then, in its own words.
     * SubstrateVM's message names a command that is not ours.
     */
    @Substitute
    static @Nullable URLStreamHandler getURLStreamHandler(String protocol) throws MalformedURLException {
        URLStreamHandler handler = Target_com_oracle_svm_core_jdk_URLProtocolsSupport.get(protocol);
        if (handler == null && (protocol.equals("jar") || protocol.equals("ftp") || protocol.equals("mailto"))) {
            throw new MalformedURLException(protocol + ": URLs are not in this image; the line \"native-image:"
                    + " [--enable-url-protocols=" + protocol + "]\" in demitasse.yaml adds them");
        }
        return handler;
    }
}

@TargetClass(className = "com.oracle.svm.core.jdk.URLProtocolsSupport")
final class Target_com_oracle_svm_core_jdk_URLProtocolsSupport {
    @Alias
    static native @Nullable URLStreamHandler get(String protocol);
}
