package dev.demitasse.toolchain;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * The licences a jar states: those of the Maven project in {@code META-INF/maven}, else the manifest's {@code
 * Bundle-License}, in their words. Parent projects, which may say more, are not in the jar. Stateless.
 */
final class JarLicenses {
    private static final Pattern PROJECT = Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.xml");
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final int LONGEST = 200;

    private JarLicenses() {}

    /** In the order they are stated; none when the jar states none that can be read. */
    static List<String> of(Path jar) {
        var entry = new ClassPathEntry(jar);
        var projects = entry.resources(name -> PROJECT.matcher(name).matches());
        // A jar with several holds other libraries, too; whose licences they are cannot be told.
        if (projects.size() == 1) {
            List<String> stated = ofProject(projects.getFirst().bytes());
            if (!stated.isEmpty()) {
                return stated;
            }
        }
        return entry.resources(MANIFEST::equals).stream()
                .flatMap(manifest -> ofManifest(manifest.bytes()).stream())
                .toList();
    }

    private static List<String> ofProject(byte[] xml) {
        var found = new ArrayList<String>();
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            Element project = builder.parse(new ByteArrayInputStream(xml)).getDocumentElement();
            for (Element licenses : children(project, "licenses")) {
                for (Element license : children(licenses, "license")) {
                    String name = text(license, "name");
                    found.add(name.isEmpty() ? text(license, "url") : name);
                }
            }
        } catch (ParserConfigurationException | SAXException | IOException _) {
            // A damaged project file states nothing.
            return List.of();
        }
        return found.stream().filter(name -> !name.isEmpty()).distinct().toList();
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

    private static List<String> ofManifest(byte[] bytes) {
        try {
            String stated = new Manifest(new ByteArrayInputStream(bytes))
                    .getMainAttributes()
                    .getValue("Bundle-License");
            // Licences are separated by commas, each may have attributes behind semicolons.
            return stated == null
                    ? List.of()
                    : Stream.of(stated.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))
                            .map(one -> one.split(";", 2)[0].strip().replace("\"", ""))
                            .filter(one -> !one.isEmpty() && one.length() <= LONGEST)
                            .distinct()
                            .toList();
        } catch (IOException _) {
            return List.of();
        }
    }
}
