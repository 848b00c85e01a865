using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Images;

/// <summary>
/// The chat's image. Each host builds it, as in the chapter (<c>docker build -t chat-app .</c>), from files published once on this
/// machine. A label records the version of the files and the name of the base image; the image is rebuilt when either changes.
/// </summary>
internal sealed record ChatImage(ImagesSpec Images, IChatSource Source)
{
    private const string VersionLabel = "chatlab.source";

    /// <summary>The version of the image: <c>FILES_VERSION+BASE_IMAGE</c>.</summary>
    public string Version => $"{Source.Version}+{Images.Dotnet}";

    /// <summary>The step that builds the image on a host.</summary>
    public Step Built
    {
        get
        {
            var build = new HostCommand("docker", "build", "-q", "-t", Images.Chat,
                "--label", $"{VersionLabel}={Version}", "--build-arg", $"BASE={Images.Dotnet}", "-")
            { Input = CommandInput.File(Source.Context) };
            return new Step
            {
                Title = $"Image {Images.Chat}",
                Section = "3-6",
                Why = "Built on the host, as in the chapter, on the base image that is there already, so only a few megabytes are sent.",
                Probe = Step.Ask(
                    new HostCommand("docker", "image", "inspect", "-f", $"{{{{index .Config.Labels \"{VersionLabel}\"}}}}", Images.Chat),
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
