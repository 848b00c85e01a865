using ChatAspire.Lab.Spec;

namespace ChatAspire.Lab.Images;

/// <summary>A host and the images that its engine must have.</summary>
public sealed record HostImages(HostSpec Host, IReadOnlyList<LabImage> Images);
