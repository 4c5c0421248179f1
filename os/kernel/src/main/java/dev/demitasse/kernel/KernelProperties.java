package dev.demitasse.kernel;

import com.oracle.svm.core.jdk.SystemPropertiesSupport;

/**
 * System properties that depend on the system: there is one user, no home, and the root directory.
 *
 * <p>The name is Linux's: the JDK's classes are those for Linux, and libraries that ask for the name do so to choose
 * between systems' files, paths and sockets, of which ours are Linux's. Who wants to know tells us from Linux by the
 * property {@value #OWN}.
 */
final class KernelProperties extends SystemPropertiesSupport {
    /** Says that this is Demitasse, and which. */
    static final String OWN = "demitasse.version";

    private static final String VERSION = "0.1";

    KernelProperties() {
        initializeProperty(OWN, VERSION);
        // There is no JDK to be found, but programs, and the JDK itself, make paths of it without asking whether it is
        // set.
        initializeProperty("java.home", "/");
    }

    @Override
    protected String userNameValue() {
        return "demitasse";
    }

    @Override
    protected String userHomeValue() {
        return "/";
    }

    @Override
    protected String userDirValue() {
        return "/";
    }

    @Override
    protected String osNameValue() {
        return "Linux";
    }

    @Override
    protected String osVersionValue() {
        return VERSION;
    }

    @Override
    protected String javaIoTmpdirValue() {
        return "/tmp";
    }

    @Override
    protected String javaLibraryPathValue() {
        return "";
    }
}
