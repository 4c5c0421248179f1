package dev.demitasse.jdk;

import com.oracle.svm.core.jdk.JavaNetSubstitutions;
import com.oracle.svm.hosted.FeatureImpl.DuringAnalysisAccessImpl;
import com.oracle.svm.util.ReflectionUtil;
import java.net.HttpURLConnection;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.hosted.Feature.BeforeAnalysisAccess;
import org.graalvm.nativeimage.hosted.Feature.DuringAnalysisAccess;

/**
 * Lets {@code java.net.URL} open {@code http:} and {@code https:} in images whose program names {@link HttpURLConnection}
 * or {@link HttpsURLConnection}. SubstrateVM leaves both out unless asked, since a URL's protocol is not known before run
 * time and either brings a megabyte.
 */
final class UrlProtocols {
    private UrlProtocols() {}

    static void registerOnUse(BeforeAnalysisAccess access) {
        access.registerReachabilityHandler(during -> add(during, "http"), HttpURLConnection.class);
        access.registerReachabilityHandler(during -> add(during, "https"), HttpsURLConnection.class);
    }

    private static void add(DuringAnalysisAccess access, String protocol) {
        ReflectionUtil.invokeMethod(
                ReflectionUtil.lookupMethod(JavaNetSubstitutions.class, "addURLStreamHandler", String.class),
                null,
                protocol);
        Class<?> support = ReflectionUtil.lookupClass("com.oracle.svm.core.jdk.URLProtocolsSupport");
        Map<?, ?> handlers = ReflectionUtil.readField(support, "imageHandlers", ImageSingletons.lookup(support));
        ((DuringAnalysisAccessImpl) access).rescanObject(handlers);
    }
}
