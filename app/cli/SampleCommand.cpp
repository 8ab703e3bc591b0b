// SPDX-License-Identifier: BSD-3-Clause
#include "app/cli/Commands.hpp"
#include "app/cli/Output.hpp"
#include "app/cli/ProgressPrinter.hpp"
#include "compute/base/Error.hpp"
#include "compute/sample/WriteSample.hpp"

#include <fmt/format.h>

namespace {
struct SampleArguments {
  std::filesystem::path folder;
  nblast::SampleOptions options;
};
}  // namespace

void addSampleCommand(CLI::App& app, Action& action) {
  const auto arguments = std::make_shared<SampleArguments>();
  auto* command =
      app.add_subcommand("sample", "Grow a synthetic, brain-like set of neurons with cell types");
  command->add_option("-o,--output", arguments->folder, "folder to make")->required();
  command->add_option("--neurons", arguments->options.neurons, "how many")
      ->capture_default_str()
      ->check(holds<std::int64_t>())
      ->check(CLI::PositiveNumber);
  command->add_option("--seed", arguments->options.seed, "the same seed grows the same neurons")
      ->capture_default_str()
      ->check(holds<std::uint64_t>());
  command->callback([&action, arguments] {
    action = [arguments] {
      try {
        const ProgressPrinter printer(commandControl(), ProgressStyle::Bar);
        nblast::writeSample(arguments->options, arguments->folder, commandControl());
      } catch (const nblast::Cancelled&) {
        output::tell("cancelled. Nothing of the sample set was kept.\n");
        return static_cast<int>(kCancelled);
      }
      output::print("{} neurons, their neuropil and metadata: {}\n", arguments->options.neurons,
                    arguments->folder.string());
      return static_cast<int>(kDone);
    };
  });
}
