using ChatAspire.Lab.Spec;

namespace ChatAspire.Lab.Images;

/// <summary>The images that a host must have.</summary>
public sealed record HostImages(HostSpec Host, IReadOnlyList<LabImage> Images);
