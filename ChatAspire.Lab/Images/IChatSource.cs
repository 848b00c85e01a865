using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Images;

/// <summary>The source of the chat's published files: compiled here from the source tree, or shipped beside chatlab.</summary>
internal interface IChatSource
{
    /// <summary>Identifies the files: different files have a different version.</summary>
    string Version { get; }

    /// <summary>
    /// The build context: the path of a local tar archive with the Dockerfile and, below <c>app/</c>, the chat's files.
    /// </summary>
    string Context { get; }

    /// <summary>The step that provides <see cref="Context"/> on this machine.</summary>
    Step Published { get; }
}
