using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Commands;

return await CliHost.RunAsync(Verbs.CreateRoot(), args);
