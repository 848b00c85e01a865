using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Images;

/// <summary>
/// The chat's image, built on each host as the chapter does (<c>docker build -t chat-app .</c>) from the published chat. Its
/// label names what it is made of, so that changed source, another kind of program or another base makes a new image.
/// </summary>
internal sealed record ChatImage(ImagesSpec Images, PublishedChat Chat)
{
    private const string SourceLabel = "chatlab.source";

    /// <param name="areLocal">True for hosts that are containers on this machine.</param>
    /// <exception cref="UserErrorException">The chat is neither installed nor can be published.</exception>
    public static ChatImage Of(LabSpec spec, bool areLocal) => new(spec.Images, PublishedChat.Find(areLocal));

    /// <summary>Names the image's content.</summary>
    public string Version => $"{Chat.Hash}+{Images.Dotnet}";

    /// <summary>Makes the build context available on this machine.</summary>
    public Step Published => new()
    {
        Title = $"The chat, published ({(Chat.IsNative ? "native" : PublishedChat.Portable)})",
        Section = "3-6",
        Why = Chat.Reason,
        Probe = (_, _) => Task.FromResult(File.Exists(Chat.Context) ? Finding.Satisfied() : Finding.Missing("not yet from this source")),
        Apply = Chat.Publish is { } publish ? [publish] : [],
    };

    /// <summary>Builds the image on a host.</summary>
    public Step Built
    {
        get
        {
            var build = new HostCommand("docker", "build", "-q", "-t", Images.Chat,
                "--label", $"{SourceLabel}={Version}", "--build-arg", $"BASE={Images.Dotnet}", "-")
            { Input = CommandInput.File(Chat.Context) };
            return new Step
            {
                Title = $"Image {Images.Chat}",
                Section = "3-6",
                Why = "Built on the host, as in the chapter, on the runtime image that is there already, so only a few megabytes are sent.",
                Probe = Step.Ask(
                    new HostCommand("docker", "image", "inspect", "-f", $"{{{{index .Config.Labels \"{SourceLabel}\"}}}}", Images.Chat),
                    result => Compare(result, build)),
                Apply = [build],
            };
        }
    }

    private Finding Compare(CommandResult result, HostCommand build)
    {
        if (!result.Succeeded)
        {
            return Finding.Missing($"the host has no image {Images.Chat}");
        }

        return result.Output.Trim() == Version
            ? Finding.Satisfied()
            : Finding.Drifted("its source or its base image changed since it was built", build);
    }
}
