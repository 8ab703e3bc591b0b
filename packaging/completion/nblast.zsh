#compdef nblast nblast-workbench
# SPDX-License-Identifier: BSD-3-Clause
# zsh completion of nblast and nblast-workbench. Commands, options and most values are read from the programs' own help.

# _nblast_specs HELP: fills `specs` with one word of _arguments for each option that a help text lists
_nblast_specs() {
  local -a lines=("${(@f)1}")
  local short long rest text action
  local -i i
  for ((i = 1; i <= $#lines; ++i)); do
    [[ $lines[i] =~ '^  (-[a-zA-Z],)?(--[a-z0-9-]+)(.*)$' ]] || continue
    short=${match[1]%,} long=$match[2] rest=$match[3]
    # After two spaces, or on the next line, the help says what the option is for.
    text=${rest##*  }
    [[ $rest == *'  '* ]] || text=${lines[i+1]##*  }
    text=${${text//\[/(}//\]/)}
    case $long in
      --units | --target-units) action=':unit:(auto um nm stated,nm)' ;;
      --engine) action=':engine:(auto cuda cpu reference cuda-host)' ;;
      --max-distance) action=':distance:(off auto)' ;;
      --table) action=':table:{_alternative "tables:table:(auto fcwb fcwb-alpha v1)" "files:file:_files"}' ;;
      --gpus | --query | --size) action=':value: ' ;;
      *)
        case $rest in
          *'{'*'}'*) action=":value:(${${${rest#*\{}%%\}*}//,/ })" ;;
          ' TEXT'*) action=':file:_files' ;;
          ' '(INT|UINT|FLOAT)*) action=':number: ' ;;
          *) action= ;;
        esac
        ;;
    esac
    specs+=("${long}[$text]$action")
    [[ -z $short ]] || specs+=("${short}[$text]$action")
  done
}

_nblast() {
  setopt localoptions extendedglob
  local program=$words[1] help
  local -a specs commands match mbegin mend
  if [[ ${program:t} == nblast ]]; then
    if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
      help=$($program --help 2>/dev/null)
      commands=(${${(M)${(f)${help#*Subcommands:}}:#  [a-z]*}#  })
      commands=(${commands/ ##/:})
      _describe -t commands 'nblast command' commands
      return
    fi
    if ((CURRENT > 2)); then
      help=$($program $words[2] --help 2>/dev/null)
      words=("$program $words[2]" ${words[3,-1]})
      ((CURRENT--))
    fi
  fi
  [[ -n $help ]] || help=$($program --help 2>/dev/null)
  _nblast_specs "$help"
  _arguments -s -S $specs '*:file:_files'
}

_nblast "$@"
