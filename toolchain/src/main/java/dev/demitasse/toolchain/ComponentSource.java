package dev.demitasse.toolchain;

import dev.demitasse.contents.Component;
import dev.demitasse.contents.ImageClass;
import dev.demitasse.contents.Origin;
import java.util.List;

/**
 * A component before its classes are known. Immutable.
 *
 * @param place what tells it from all others: a module's name, or the path of a jar or folder
 * @param origin see {@link Component}, as of all that follow
 * @param name see {@link Component}
 * @param version see {@link Component}
 * @param purl see {@link Component}
 * @param sha256 see {@link Component}
 * @param licenses see {@link Component}
 */
record ComponentSource(
        String place, Origin origin, String name, String version, String purl, String sha256, List<String> licenses) {
    Component component(List<ImageClass> classes) {
        return new Component(origin, name, version, purl, sha256, licenses, classes);
    }
}
