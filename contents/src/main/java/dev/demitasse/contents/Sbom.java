package dev.demitasse.contents;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component.Scope;
import org.cyclonedx.model.Component.Type;
import org.cyclonedx.model.Hash;
import org.cyclonedx.model.License;
import org.cyclonedx.model.LicenseChoice;
import org.cyclonedx.model.Metadata;
import org.cyclonedx.model.Property;
import org.cyclonedx.model.license.Expression;
import org.cyclonedx.util.LicenseResolver;

/**
 * The bill of materials of a whole image, in the form of CycloneDX 1.6 (ECMA-424): application, libraries, library OS,
 * JDK and compiler. What of the class path is not in the image is listed with the scope {@code excluded} and the property
 * {@value #REACHABLE}. Equal contents of equal images give equal bytes: there is no time in it, and its serial number is
 * made of the image's digest. Stateless.
 */
public final class Sbom {
    /** What it is called among the reports on an image. */
    public static final String NAME = "sbom.json";

    /** {@code false} at a component of which nothing is in the image. */
    public static final String REACHABLE = "demitasse:reachable";

    private static final String ORIGIN = "demitasse:origin";
    private static final String BYTES = "demitasse:bytes";
    private static final String CLASSES = "demitasse:classes";
    private static final String NO_CLASS = "demitasse:bytes-of-no-class";

    private Sbom() {}

    /**
     * The document as JSON.
     *
     * @param name what the image is called
     * @param digest SHA-256 of the image's file in hexadecimal
     */
    public static String of(String name, String digest, Contents contents) {
        var bom = new Bom();
        bom.setSerialNumber("urn:uuid:" + UUID.nameUUIDFromBytes(digest.getBytes(StandardCharsets.US_ASCII)));
        bom.setMetadata(metadata(name, digest, contents));
        bom.setComponents(contents.components().stream().map(Sbom::component).toList());
        try {
            return BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString();
        } catch (GeneratorException e) {
            throw new IllegalStateException("a bill of materials made of strings and numbers is always JSON", e);
        }
    }

    private static Metadata metadata(String name, String digest, Contents contents) {
        var image = new org.cyclonedx.model.Component();
        image.setType(Type.APPLICATION);
        image.setName(name);
        image.setBomRef("sha256:" + digest);
        image.addHash(new Hash(Hash.Algorithm.SHA_256, digest));
        image.addProperty(new Property(BYTES, Long.toString(contents.size())));
        for (Part other : contents.others()) {
            image.addProperty(new Property(NO_CLASS, other.bytes() + " " + other.name()));
        }
        var metadata = new Metadata();
        metadata.setTimestamp(null);
        metadata.setComponent(image);
        return metadata;
    }

    private static org.cyclonedx.model.Component component(Component one) {
        var component = new org.cyclonedx.model.Component();
        component.setType(one.origin() == Origin.APPLICATION ? Type.APPLICATION : Type.LIBRARY);
        int colon = one.name().indexOf(':');
        if (colon > 0) {
            component.setGroup(one.name().substring(0, colon));
        }
        component.setName(one.name().substring(colon + 1));
        component.setBomRef(reference(one));
        if (!one.version().isEmpty()) {
            component.setVersion(one.version());
        }
        if (!one.purl().isEmpty()) {
            component.setPurl(one.purl());
        }
        if (!one.sha256().isEmpty()) {
            component.addHash(new Hash(Hash.Algorithm.SHA_256, one.sha256()));
        }
        if (!one.licenses().isEmpty()) {
            component.setLicenses(licenses(one.licenses()));
        }
        component.setScope(one.reachable() ? Scope.REQUIRED : Scope.EXCLUDED);
        component.addProperty(new Property(ORIGIN, one.origin().title()));
        component.addProperty(new Property(BYTES, Long.toString(one.bytes())));
        component.addProperty(
                new Property(CLASSES, Integer.toString(one.classes().size())));
        component.addProperty(new Property(REACHABLE, Boolean.toString(one.reachable())));
        return component;
    }

    /** Unlike a package URL it is another for each: two jars may be the same version of the same library. */
    private static String reference(Component one) {
        return one.origin() + "/" + one.name() + "@" + one.version()
                + (one.sha256().isEmpty() ? "" : "#" + one.sha256());
    }

    /** An expression stands alone; names that SPDX has an identifier for get it. */
    private static LicenseChoice licenses(List<String> stated) {
        var choice = new LicenseChoice();
        if (stated.size() == 1 && stated.getFirst().contains(" WITH ")) {
            choice.setExpression(new Expression(stated.getFirst()));
            return choice;
        }
        for (String one : stated) {
            LicenseChoice known = LicenseResolver.resolve(one, false);
            List<License> licenses = known == null ? null : known.getLicenses();
            if (licenses == null || licenses.isEmpty()) {
                var license = new License();
                license.setName(one);
                choice.addLicense(license);
            } else {
                licenses.forEach(choice::addLicense);
            }
        }
        return choice;
    }
}
