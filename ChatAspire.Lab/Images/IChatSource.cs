using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Images;

/// <summary>The source of the chat's published files: compiled on this machine from the source tree, or installed with chatlab.</summary>
internal interface IChatSource
{
    /// <summary>The version of the files, a hash: it changes when a file changes.</summary>
    string Version { get; }

    /// <summary>
    /// The path of the build context: a local tar archive with the Dockerfile and, below <c>app/</c>, the chat's files.
    /// </summary>
    string Context { get; }

    /// <summary>The step that creates <see cref="Context"/> on this machine, unless it exists already.</summary>
    Step Published { get; }
}
