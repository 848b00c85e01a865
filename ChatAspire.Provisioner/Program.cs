using System.CommandLine;
using ChatAspire.Provisioner.Commands;

var verbs = new RootCommand("chatlab: the chapter's container network as a lab, on this machine or in a cloud.")
{
    UpCommand.Create(),
    DownCommand.Create(),
    StatusCommand.Create(),
    VerifyCommand.Create(),
    InspectCommand.Create(),
    LessonCommand.Create(),
    DriversCommand.Create(),
    DashboardCommand.Create(),
    SshCommand.Create(),
    WalkCommand.Create(),
};
return await CliHost.RunAsync(verbs, args);
