package dev.demitasse.kernel;

import com.oracle.svm.core.jdk.SystemPropertiesSupport;

/** System properties that depend on the system: there is one user, no home, and the root directory. */
final class KernelProperties extends SystemPropertiesSupport {
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
        return "Demitasse";
    }

    @Override
    protected String osVersionValue() {
        return "0.1";
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
