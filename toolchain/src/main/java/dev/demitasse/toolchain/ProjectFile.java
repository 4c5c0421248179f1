package dev.demitasse.toolchain;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * What a Maven project's {@code pom.xml} states itself. Anything may stand in one: no other file is read for it. Immutable.
 *
 * @param licenses in its words, in their order; where it states none those of its parent hold
 * @param parent the project that it inherits from
 */
record ProjectFile(List<String> licenses, Optional<Parent> parent) {
    private static final int LONGEST = 200;
    private static final int LARGEST = 1 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    /** A project by its coordinates, none of which leads out of a repository. */
    record Parent(String group, String artifact, String version) {
        /** Its file in a repository of Maven's layout. */
        Path in(Path repository) {
            return repository
                    .resolve(group.replace('.', '/'))
                    .resolve(artifact)
                    .resolve(version)
                    .resolve(artifact + "-" + version + ".pom");
        }
    }

    /** What bytes say; empty when they are damaged. */
    static Optional<ProjectFile> parse(byte[] xml) {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            Element project = builder.parse(new ByteArrayInputStream(xml)).getDocumentElement();
            return Optional.of(new ProjectFile(licenses(project), parent(project)));
        } catch (ParserConfigurationException | SAXException | IOException _) {
            return Optional.empty();
        }
    }

    /** What a file says; empty when there is none, or it is damaged. */
    static Optional<ProjectFile> read(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= LARGEST
                    ? parse(Files.readAllBytes(file))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static List<String> licenses(Element project) {
        var found = new ArrayList<String>();
        for (Element licenses : children(project, "licenses")) {
            for (Element license : children(licenses, "license")) {
                String name = text(license, "name");
                found.add(name.isEmpty() ? text(license, "url") : name);
            }
        }
        return found.stream().filter(name -> !name.isEmpty()).distinct().toList();
    }

    private static Optional<Parent> parent(Element project) {
        return children(project, "parent").stream()
                .map(one -> new Parent(text(one, "groupId"), text(one, "artifactId"), text(one, "version")))
                .filter(one -> NAME.matcher(one.group).matches()
                        && NAME.matcher(one.artifact).matches()
                        && NAME.matcher(one.version).matches())
                .findFirst();
    }

    private static List<Element> children(Element parent, String name) {
        var found = new ArrayList<Element>();
        for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static String text(Element parent, String name) {
        return children(parent, name).stream()
                .map(element -> element.getTextContent().strip().replaceAll("\\s+", " "))
                .filter(text -> text.length() <= LONGEST)
                .findFirst()
                .orElse("");
    }
}
